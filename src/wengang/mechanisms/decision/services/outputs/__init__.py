"""What a round gives out: the lists and their folder, questions, summary, manifest, changes against an earlier run."""
