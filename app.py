"""The chat page: `streamlit run app.py` (or `make run`, which builds the index first)."""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that wait must not take the processor from others

from unsqa.web.app import main

main()
