"""The chat page: the same conversation on this machine, in a browser."""

from bot.channels.web.channel import WebChannel
from bot.channels.web.persona import Persona

__all__ = ["Persona", "WebChannel"]
