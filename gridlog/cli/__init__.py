"""The command line: parse, call, show. Nothing below this folder prints, exits or asks the clock."""
