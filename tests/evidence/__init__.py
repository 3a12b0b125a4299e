"""Files of evidence: their versions, their pages, their uploading."""
