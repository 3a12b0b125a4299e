"""成效评估 and 满意度: a scored table and a simple count for each round."""
