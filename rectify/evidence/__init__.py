"""佐证材料: files that prove a measure, stored by content and checked by hash at each reading."""
