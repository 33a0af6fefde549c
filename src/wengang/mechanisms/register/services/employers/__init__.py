"""Who is decided (决定对象), and what the files say of each: branches, lists, what further files fill."""
