#include "base/base.h"

#include "base/arena.h"
#include "image/tar_write.h"

/* Offsets and sizes of the fields of a ustar header. */
enum {
	NAME = 0, NAME_SIZE = 100,
	MODE = 100, UID = 108, GID = 116, SMALL_SIZE = 8,
	SIZE = 124, MTIME = 136, LARGE_SIZE = 12,
	CHECKSUM = 148,
	TYPE = 156,
	LINK = 157, LINK_SIZE = 100,
	MAGIC = 257,
	MAJOR = 329, MINOR = 337,
	PREFIX = 345, PREFIX_SIZE = 155
};

#define LARGEST ((UINT64_C(1) << 33) - 1) /* of eleven octal digits */

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static struct str
ascii_of(struct str s)
{
	if (is_ascii(s))
		return s;
	char *p = arena_take(s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x80)
			p[n++] = s.p[i];
	return (struct str){ p, n };
}

/* Truncates to the field; a reader must not take a text truncated after a slash for a directory. */
static void
put_text(char *field, size_t size, struct str s)
{
	size_t n = s.n < size ? s.n : size;
	if (n > 0)
		memcpy(field, s.p, n);
	if (s.n <= size || field[size - 1] != '/')
		return;
	for (n = size - 1; n > 0 && field[n - 1] == '/';)
		n--;
	field[n] = '\0';
}

static void
put_octal(char *field, size_t size, uint64_t value)
{
	for (size_t i = size - 1; i-- > 0; value >>= 3)
		field[i] = (char)('0' + (value & 7));
}

static void
add_block(struct text *out, char *block, char type)
{
	unsigned sum = 0;
	block[TYPE] = type;
	memcpy(block + MAGIC, "ustar\0" "00", 8);
	memset(block + CHECKSUM, ' ', 8);
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += (unsigned char)block[i];
	put_octal(block + CHECKSUM, 7, sum);
	block[CHECKSUM + 6] = '\0';
	text_add(out, (struct str){ block, TAR_BLOCK });
}

static size_t
digits_of(size_t value)
{
	size_t n = 1;
	while ((value /= 10) > 0)
		n++;
	return n;
}

/* "LENGTH KEY=VALUE\n", where the length counts its own digits. */
static void
add_record(struct text *out, const char *key, struct str value)
{
	size_t rest = strlen(key) + value.n + strlen(" =\n");
	size_t length = rest + digits_of(rest);
	length = rest + digits_of(length);
	text_addf(out, "%zu %s=", length, key);
	text_add(out, value);
	text_add(out, STR("\n"));
}

static void
add_extended(struct text *out, struct str path, struct str records)
{
	char block[TAR_BLOCK] = { 0 };
	size_t slash = str_after_last(path, '/');
	struct text name = { NULL, 0, 0 };
	text_add(&name, str_sub(path, 0, slash));
	text_add(&name, STR("PaxHeaders.0"));
	if (slash < path.n)
		text_add(&name, STR("/"));
	text_add(&name, str_sub(path, slash, path.n));
	struct str plain = str_sub(ascii_of(text_str(&name)), 0, NAME_SIZE);
	while (plain.n > 0 && plain.p[plain.n - 1] == '/')
		plain.n--;
	put_text(block + NAME, NAME_SIZE, plain);
	put_octal(block + MODE, SMALL_SIZE, 0);
	put_octal(block + UID, SMALL_SIZE, 0);
	put_octal(block + GID, SMALL_SIZE, 0);
	put_octal(block + SIZE, LARGE_SIZE, records.n);
	put_octal(block + MTIME, LARGE_SIZE, 0);
	add_block(out, block, 'x');
	text_add(out, records);
	memset(block, 0, sizeof(block));
	text_add(out, (struct str){ block, tar_padding(records.n) });
}

/* Where a long path can be split into prefix and name; 0: nowhere. */
static size_t
cut_of(struct str path)
{
	size_t n = path.n;
	if (n <= NAME_SIZE || !is_ascii(path))
		return 0;
	if (n > PREFIX_SIZE + 1)
		n = PREFIX_SIZE + 1;
	else if (path.p[n - 1] == '/')
		n--;
	n = str_after_last(str_sub(path, 0, n), '/');
	size_t rest = path.n - n;
	return n < 2 || rest == 0 || rest > NAME_SIZE ? 0 : n - 1;
}

static void
add_main(struct text *out, const struct tar_entry *entry, size_t cut)
{
	char block[TAR_BLOCK] = { 0 };
	put_text(block + PREFIX, PREFIX_SIZE, str_sub(entry->path, 0, cut));
	put_text(block + NAME, NAME_SIZE, ascii_of(cut == 0 ? entry->path : str_sub(entry->path, cut + 1, entry->path.n)));
	put_text(block + LINK, LINK_SIZE, ascii_of(entry->target));
	put_octal(block + MODE, SMALL_SIZE, entry->mode);
	put_octal(block + UID, SMALL_SIZE, 0);
	put_octal(block + GID, SMALL_SIZE, 0);
	put_octal(block + SIZE, LARGE_SIZE, entry->size > LARGEST ? 0 : entry->size);
	put_octal(block + MTIME, LARGE_SIZE, entry->mtime);
	put_octal(block + MAJOR, SMALL_SIZE, 0);
	put_octal(block + MINOR, SMALL_SIZE, 0);
	add_block(out, block, (char)entry->type);
}

void
tar_add_header(struct text *out, const struct tar_entry *entry)
{
	struct text records = { NULL, 0, 0 };
	size_t cut = cut_of(entry->path);
	bool long_path = entry->path.n > NAME_SIZE || !is_ascii(entry->path);
	bool long_link = entry->target.n > LINK_SIZE || !is_ascii(entry->target), large = entry->size > LARGEST;
	bool extended = long_link || large || (long_path && cut == 0);
	if (extended && long_link)
		add_record(&records, "linkpath", entry->target);
	if (extended && long_path)
		add_record(&records, "path", entry->path);
	if (large)
		add_record(&records, "size", str_format("%llu", (unsigned long long)entry->size));
	if (extended)
		add_extended(out, entry->path, text_str(&records));
	add_main(out, entry, extended ? 0 : cut);
}

size_t
tar_padding(uint64_t size)
{
	return (size_t)((TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
}
