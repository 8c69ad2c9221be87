import scrapy


class Quotes(scrapy.Spider):
    name = "quotes"

    def __init__(self, start="http://127.0.0.1:8000/1.html", **kwargs):
        super().__init__(**kwargs)
        self.start_urls = [start]

    def parse(self, response):
        for quote in response.css("q"):
            yield {"text": quote.css("::text").get()}
        yield from response.follow_all(css="a", callback=self.parse)
