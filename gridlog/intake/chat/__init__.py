"""Messages of a chat group → visits: `messages` parts what was copied, `reading` finds what each message tells."""
