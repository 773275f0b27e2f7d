"""`gridlog report`: a module a report, of which only the called one is loaded."""
