"""Why one employer was decided as it was (决定说明), month by month, from the round's kept basis."""
