"""Meetings as calendars (iCalendar, RFC 5545), for whoever subscribes to them."""

from api.feeds.calendars.values import CalendarMeeting, CalendarVenue
from api.feeds.calendars.writing import calendar

__all__ = ["CalendarMeeting", "CalendarVenue", "calendar"]
