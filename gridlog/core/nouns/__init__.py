"""What gridlog keeps a record of, a noun each."""
