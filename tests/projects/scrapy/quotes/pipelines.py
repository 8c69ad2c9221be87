class Shout:
    def process_item(self, item):
        item["text"] = item["text"].upper()
        return item
