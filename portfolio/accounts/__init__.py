"""Who may write here: users, their sessions, and what each may do. All of it is items of the one table."""
