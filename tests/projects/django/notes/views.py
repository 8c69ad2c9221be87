from django.shortcuts import render
from notes.models import Note


def index(request):
    Note.objects.create(text=request.headers.get("User-Agent", ""))
    return render(request, "notes/index.html", {"notes": Note.objects.count()})
