"""The need (需求): what an enterprise wants, as its plan has it."""
