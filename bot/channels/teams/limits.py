"""How fast Teams may be spoken to, as its page says: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit

Per bot and conversation 7 in one second, 8 in two, 60 in thirty, 1,800 in an hour; per app and tenant 50 in a second.
Half of those are left for replies, and for chats that have to be opened before anything can be said in them.
"""

from bot.pace import Limit, Limits

LIMITS = Limits(
    conversation=(Limit(7, 1.0), Limit(8, 2.0), Limit(60, 30.0), Limit(1_800, 3_600.0)),
    organisation=(Limit(50, 1.0),),
    unasked=(Limit(25, 1.0),),
)
