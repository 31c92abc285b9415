"""How much anybody may ask for."""

# One process holds about this many on two small cores; the README's table says what they cost.
ROOMS = 1000
CONNECTIONS = 10_000
# A game needs three messages a round and a ping now and then; a burst is a fresh page.
MESSAGES_PER_S = 5.0
MESSAGES_AT_ONCE = 20.0
# Rooms opened, and codes guessed wrong, by one address.
TRIES_PER_S = 0.2
TRIES_AT_ONCE = 20.0

JOIN_S = 10.0
SILENCE_S = 45.0
STALL_S = 20.0
# Messages that may wait for a slow fan; then all but the newest state are dropped.
WAITING = 8
