"""The Streamlit page: draws answers, decides nothing."""
