"""Many command lines in one process: `gridlog shell`, from a keyboard or from a pipe."""
