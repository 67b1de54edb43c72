"""Meetings as calendars (iCalendar, RFC 5545), for whoever subscribes to them."""

from api.feeds.calendars.values import CalendarMeeting
from api.feeds.calendars.writing import calendar

__all__ = ["CalendarMeeting", "calendar"]
