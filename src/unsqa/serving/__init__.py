"""What a public installation needs: who asks, and how often they may."""
