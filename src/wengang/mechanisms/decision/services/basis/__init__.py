"""What a round rests on (决定依据): the packs, the fund, the engine's tables, rows of evidence, and what is kept of them."""
