"""The 整改方案: drafted, consulted on, reviewed, approved, issued; and what departs from it later."""
