#include "base/base.h"

#include "image/config.h"
#include "tap.h"

#define ID(digit) "sha256:" digit "000000000000000000000000000000000000000000000000000000000000000"
#define HEAD "{\"architecture\":\"amd64\",\"config\":{\"Env\":[\"A=\\\"Labels\\\":{\"],\"Labels\":{"
#define TAIL "},\"User\":\"1\"},\"history\":[],\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["

static struct str
changed(const char *text, const char *old, const char *new)
{
	struct image_config config;
	struct str why, out;
	if (!image_config_read(str_of(text), &config, &why) || !image_config_change(&config, STR(ID("9")), str_of(old), str_of(new), &out, &why))
		return why;
	return out;
}

static void
test_read(void)
{
	struct image_config config;
	struct str why;
	ok(image_config_read(STR(HEAD "\"a\":\"b\"" TAIL "\"" ID("1") "\",\"" ID("2") "\"]}}"), &config, &why), "a configuration");
	is(config.platform, STR("linux/amd64"), "its platform");
	is(config.last, STR(ID("2")), "its last layer");
	ok(config.layer_count == 2, "its number of layers");
	ok(image_config_read(STR("{\"variant\":\"v7\",\"architecture\":\"arm\",\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"" ID("1") "\"]}}"), &config, &why), "one with a variant");
	is(config.platform, STR("linux/arm/v7"), "which is part of the platform");
	ok(!image_config_read(STR("{}"), &config, &why) && !image_config_read(STR("[]"), &config, &why) &&
	   !image_config_read(STR(""), &config, &why) && !image_config_read(STR("{\"rootfs\":{\"diff_ids\":[]}}"), &config, &why) &&
	   !image_config_read(STR("{\"rootfs\":{\"diff_ids\":[\"sha256:1\"]}}"), &config, &why) &&
	   !image_config_read(STR("{\"rootfs\":{\"diff_ids\":[\"" ID("1") "\"]}}"), &config, &why), "what is none is refused");
}

int
main(void)
{
	test_read();
	is(changed(HEAD "\"a\":\"b\",\"k\":\"1\",\"z\":\"\\u003c\\\"}\"" TAIL "\"" ID("1") "\",\"" ID("2") "\"]}}", "k=1\n", "k=2\n"),
	   STR(HEAD "\"a\":\"b\",\"k\":\"2\",\"z\":\"\\u003c\\\"}\"" TAIL "\"" ID("1") "\",\"" ID("9") "\"]}}"), "the last layer and a label");
	is(changed(HEAD "\"b\":\"1\",\"c\":\"1\"" TAIL "\"" ID("1") "\"]}}", "c=1\n", "a=2\nbb=3\n"),
	   STR(HEAD "\"a\":\"2\",\"b\":\"1\",\"bb\":\"3\"" TAIL "\"" ID("9") "\"]}}"), "labels come and go, in order");
	is(changed(HEAD "\"b\":\"1\"" TAIL "\"" ID("1") "\",\"" ID("1") "\"]}}", "", "b=2\n"),
	   STR(HEAD "\"b\":\"2\"" TAIL "\"" ID("1") "\",\"" ID("9") "\"]}}"), "of equal layers the last");
	static const char *const refused[] = { "a=\"\n", "a=\\\n", "a=<\n", "=b\n", "a\n", "a=\303\251\n", "a=\x7f\n" };
	for (size_t i = 0; i < COUNT(refused); i++)
		is(changed(HEAD "\"b\":\"1\"" TAIL "\"" ID("1") "\"]}}", "", refused[i]), STR("the image's labels cannot be changed"),
		   "a label that JSON would spell otherwise: %zu", i);
	is(changed(HEAD "\"b\":\"1\"" TAIL "\"" ID("1") "\"]}}", "b=1\n", ""), STR("the image's labels cannot be changed"), "no label left");
	is(changed("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"" ID("1") "\"]}}", "", "a=b\n"),
	   STR("the image's labels cannot be changed"), "an image without labels");
	is(changed("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"" ID("1") "\"]},\"config\":{\"Labels\":{\"a\": \"b\"}}}", "", "a=b\n"),
	   STR("the image's labels cannot be changed"), "blanks that the builder does not write");
	is(changed("{\"architecture\":\"amd64\",\"config\":{\"Labels\":{\"a\":\"b\"}},\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"" ID("1") "\"]},\"was\":\"" ID("1") "\"}", "", "a=c\n"),
	   STR("the image's configuration cannot be changed"), "a layer's digest behind the layers");
	return tap_end();
}
