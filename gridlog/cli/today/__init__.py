"""`gridlog today`: the screen, and the command that also gives it to a program."""
