"""The category tree (方面、大类) and the issues (反馈问题) of a round."""
