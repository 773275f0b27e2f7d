"""The measure (措施): what is done for an enterprise, by whom and until when, as its plan has it."""
