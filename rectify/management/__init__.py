"""Commands for administrators and scripts: thin, one operation or report each."""
