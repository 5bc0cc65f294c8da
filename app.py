"""The chat page: `streamlit run app.py` (or `make run`, which builds the index first)."""

from unsqa.web.app import main

main()
