"""Components as an SPDX 2.3 and as a CycloneDX 1.6 document, in JSON; equal input, equal bytes."""

import hashlib
import json
import re
import uuid

from model import Component, is_url

TOOL = "scibids"


def dump(document):
    """JSON with a line for each entry of the document's lists."""
    lines = []
    for key, value in document.items():
        if isinstance(value, list) and value:
            entries = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in value)
            lines.append(f" {json.dumps(key)}: [\n{entries}\n ]")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def identity(document):
    """A UUID (version 5) of the content."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "sha256:" + hashlib.sha256(dump(document).encode("utf-8", "replace")).hexdigest())


def full(mapping):
    return {key: value for key, value in mapping.items() if value}


def image_component(facts):
    return Component("container", facts["name"], notes=full({"platform": facts["platform"], "base": facts["base-image"], "base-digest": facts["base-digest"]}))


def everything(components):
    for component in components:
        yield component
        yield from everything(component.parts)


def name_all(components):
    """A name of [A-Za-z0-9.-] for each component, by itself."""
    names, counts, taken = {}, {}, set()
    for component in everything(components):
        words = [component.kind, component.name, component.version]
        name = stem = re.sub(r"[^A-Za-z0-9.]+", "-", "-".join(word for word in words if word)).strip("-")
        while name in taken:
            counts[stem] = counts.get(stem, 1) + 1
            name = f"{stem}-{counts[stem]}"
        taken.add(name)
        names[component] = name
    return names


def person(text):
    """("Name", "address") of "Name <address>"; either may be empty."""
    match = re.fullmatch(r"\s*\"?([^<>\"]*?)\"?\s*(?:<([^<>]*)>)?.*", text)
    name, address = (match[1], match[2] or "") if match else (text, "")
    if "@" in name and not address:
        name, address = "", name.split(",")[0].strip()
    return re.sub(r"[()]", "", name).strip(), address if re.fullmatch(r"[^\s@()<>,]+@[\w.-]+", address) else ""


def vcs_url(component):
    return f"git+{component.origin['url']}@{component.origin['commit']}" if component.origin.get("commit") else ""


# SPDX 2.3

PURPOSES = {"container": "CONTAINER", "operating-system": "OPERATING_SYSTEM", "interpreter": "APPLICATION", "files": "FILE"}


def spdx_licences(component, extracted):
    if component.licence_text:
        reference = "LicenseRef-" + hashlib.sha256(component.licence_text.encode("utf-8", "replace")).hexdigest()[:12]
        extracted[reference] = component.licence_text
        return reference
    for reference in re.findall(r"LicenseRef-[A-Za-z0-9.-]+", component.licence):
        extracted.setdefault(reference, reference)
    return component.licence or "NOASSERTION"


def spdx_supplier(component):
    if component.kind == "interpreter":
        return f"Organization: {component.supplier}"
    name, address = person(component.supplier)
    return f"Person: {name or address}" + (f" ({address})" if address and name else "") if name or address else "NOASSERTION"


def spdx_package(component, name, extracted):
    origin = component.origin
    comment = [f"{key}: {value}" for key, value in sorted(component.notes.items()) if value] + ([f"in the image as {component.path}"] if component.path else [])
    references = [("PACKAGE-MANAGER", "purl", component.purl), ("SECURITY", "cpe23Type", component.cpe)]
    sha256 = origin.get("sha256") or component.sha256
    package = {
        "SPDXID": f"SPDXRef-{name}",
        "name": component.name,
        "versionInfo": component.version,
        "packageFileName": origin.get("artifact") or (component.path if component.kind == "library" else ""),
        "primaryPackagePurpose": PURPOSES.get(component.kind, "LIBRARY"),
        "supplier": spdx_supplier(component),
        "homepage": component.homepage if is_url(component.homepage) else "",
        "downloadLocation": vcs_url(component) or origin.get("url") or "NOASSERTION",
        "checksums": [{"algorithm": "SHA256", "checksumValue": sha256}] if sha256 else [],
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": spdx_licences(component, extracted),
        "copyrightText": "NOASSERTION",
        "comment": "\n".join(comment),
        "externalRefs": [{"referenceCategory": c, "referenceType": t, "referenceLocator": v} for c, t, v in references if v],
    }
    package = {**full(package), "filesAnalyzed": bool(component.files)}
    if component.files:
        code = hashlib.sha1("".join(sorted(file.sha1 for file in component.files)).encode()).hexdigest()
        package["packageVerificationCode"] = {"packageVerificationCodeValue": code}
        package["licenseInfoFromFiles"] = ["NOASSERTION"]
    return package


def spdx_file(file, name):
    entry = {
        "SPDXID": name,
        "fileName": f"./{file.path}",
        "checksums": [{"algorithm": "SHA1", "checksumValue": file.sha1}, {"algorithm": "SHA256", "checksumValue": file.sha256}],
        "licenseConcluded": "NOASSERTION",
        "licenseInfoInFiles": ["NOASSERTION"],
        "copyrightText": "NOASSERTION",
        "comment": file.note,
    }
    return full(entry)


def spdx(facts, components):
    image = image_component(facts)
    names = name_all([image, *components])
    packages, files, relations, extracted = [], [], [], {}

    def relate(a, verb, b):
        relations.append({"spdxElementId": f"SPDXRef-{a}", "relationshipType": verb, "relatedSpdxElement": f"SPDXRef-{b}"})

    relate("DOCUMENT", "DESCRIBES", names[image])
    for component in everything([image, *components]):
        name = names[component]
        packages.append(spdx_package(component, name, extracted))
        for file, verb in [(f, "CONTAINS") for f in component.files] + [(f, "METAFILE_OF") for f in component.documents]:
            number = len(files) + 1
            files.append(spdx_file(file, f"SPDXRef-File-{number}"))
            relate(*((name, verb, f"File-{number}") if verb == "CONTAINS" else (f"File-{number}", verb, name)))
        for part in component.parts if component is not image else components:
            relate(name, "CONTAINS", names[part])
        for other in sorted(set(component.needs), key=names.get):
            relate(name, "DEPENDS_ON", names[other])
        for other in sorted(set(component.may_need), key=names.get):
            relate(names[other], "OPTIONAL_DEPENDENCY_OF", name)
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": facts["name"],
        "creationInfo": {"created": facts["created"], "creators": [f"Tool: {TOOL}"]},
        "packages": packages,
        "files": files,
        "hasExtractedLicensingInfos": [{"licenseId": key, "name": text, "extractedText": text} for key, text in sorted(extracted.items())],
        "relationships": relations,
    }
    return dump({**full(document), "documentNamespace": f"urn:uuid:{identity(document)}"})


# CycloneDX 1.6

TYPES = {"container": "container", "operating-system": "operating-system", "interpreter": "application", "files": "data"}


def cyclonedx_licences(component):
    if component.licence:
        return [{"expression": component.licence, "acknowledgement": "declared"}]
    return [{"license": {"name": component.licence_text, "acknowledgement": "declared"}}] if component.licence_text else []


def hashes(sha256):
    return [{"alg": "SHA-256", "content": sha256}] if sha256 else []


def cyclonedx_references(component):
    origin, found = component.origin, []
    if is_url(component.homepage):
        found.append({"type": "website", "url": component.homepage})
    if origin.get("commit"):
        found.append({"type": "vcs", "url": vcs_url(component)})
    elif origin.get("artifact") or origin.get("url"):
        kind = "distribution" if origin["source"] == "wheel" else "source-distribution"
        found.append(full({"type": kind, "url": origin.get("url") or origin["artifact"], "hashes": hashes(origin.get("sha256"))}))
    for file in component.documents:
        found.append({"type": "bom", "url": f"file:///{file.path}", "hashes": hashes(file.sha256)})
    return found


def cyclonedx_file(file, name):
    entry = {"type": "file", "bom-ref": name, "name": file.path, "hashes": [{"alg": "SHA-1", "content": file.sha1}, *hashes(file.sha256)]}
    if file.note:
        entry["properties"] = [{"name": f"{TOOL}:note", "value": file.note}]
    return entry


def cyclonedx_component(component, names):
    name, address = person(component.supplier)
    parts = [cyclonedx_component(part, names) for part in component.parts]
    parts += [cyclonedx_file(file, f"{names[component]}/{file.path}") for file in component.files]
    entry = {
        "type": TYPES.get(component.kind, "library"),
        "bom-ref": names[component],
        "supplier": full({"name": name or address, "contact": [{"email": address}] if address else []}),
        "name": component.name,
        "version": component.version,
        "hashes": hashes(component.sha256),
        "licenses": cyclonedx_licences(component),
        "cpe": component.cpe,
        "purl": component.purl,
        "externalReferences": cyclonedx_references(component),
        "properties": [{"name": f"{TOOL}:{key}", "value": value} for key, value in sorted(component.notes.items()) if value],
        "components": parts,
        "evidence": {"occurrences": [{"location": component.path}]} if component.path else {},
    }
    return full(entry)


def cyclonedx(facts, components):
    image = image_component(facts)
    names = name_all([image, *components])
    needed = {other for component in components for other in component.needs}
    edges = [(image, [c for c in components if c not in needed])]
    edges += [(c, [*c.needs, *c.parts]) for c in everything(components)]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": facts["created"],
            "tools": {"components": [{"type": "application", "name": TOOL}]},
            "component": cyclonedx_component(image, names),
        },
        "components": [cyclonedx_component(component, names) for component in components],
        "dependencies": [full({"ref": names[c], "dependsOn": sorted({names[other] for other in others})}) for c, others in edges],
    }
    return dump({**document, "serialNumber": f"urn:uuid:{identity(document)}"})
