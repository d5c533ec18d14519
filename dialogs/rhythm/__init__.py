"""Who is asked for what, and when: decisions as pure functions of the plans, the people and what was asked before."""
