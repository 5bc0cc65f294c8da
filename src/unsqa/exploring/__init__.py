"""From an index to what pictures show: tables of passages by agency, goal, place and priority; a map by meaning."""
