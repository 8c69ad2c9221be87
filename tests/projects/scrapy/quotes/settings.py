BOT_NAME = "quotes"
SPIDER_MODULES = ["quotes.spiders"]
ITEM_PIPELINES = {"quotes.pipelines.Shout": 100}
TELNETCONSOLE_ENABLED = False
