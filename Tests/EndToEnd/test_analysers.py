"""The worker's analysers on real files, compared with what independent programs say of the same files."""

import hashlib
import json
import re
import subprocess
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

import olefile
import pefile
import pytest
import setuptools
from elftools.elf.elffile import ELFFile
from macholib.mach_o import LC_NAMES
from macholib.MachO import MachO
from oletools.rtfobj import RtfObjParser
from support.worker import Worker

SAMPLES = Path(__file__).parents[1] / "ParsingTests" / "Samples"
PROGRAMS = sorted(Path(setuptools.__file__).parent.glob("*.exe")) + [SAMPLES / "sample.dll"]


def analyse(analyser: str, content: bytes, config: dict | None = None) -> dict:
    with Worker() as worker:
        return worker.analyse(analyser, content, config)


def entries(answer: dict, subtype: str) -> list[dict]:
    assert "error" not in answer, answer
    return [entry for entry in answer["results"] if entry["subtype"] == subtype]


def values(answer: dict, subtype: str) -> list[str]:
    return [entry["result"] for entry in entries(answer, subtype)]


def text(name: bytes | None) -> str | None:
    return None if name is None else name.decode("latin-1")


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.name)
def test_programs_of_windows_against_pefile(path: Path) -> None:
    content = path.read_bytes()
    image = pefile.PE(data=content)
    answer = analyse("peinfo", content)
    sections = [
        (text(s.Name.rstrip(b"\0")), hex(s.VirtualAddress), s.Misc_VirtualSize, s.SizeOfRawData, s.get_hash_md5()) for s in image.sections
    ]
    found = entries(answer, "pe_section")
    assert [(e["result"], e["virt_address"], e["virt_size"], e["size"], e["md5"]) for e in found] == sections
    assert [e["entropy"] for e in found] == pytest.approx([s.get_entropy() for s in image.sections])
    imports = [
        (text(i.name) or f"{text(entry.dll)}#{i.ordinal}", text(entry.dll))
        for entry in getattr(image, "DIRECTORY_ENTRY_IMPORT", [])
        for i in entry.imports
    ]
    assert [(e["result"], e["dll"]) for e in entries(answer, "pe_import")] == imports and imports
    assert values(answer, "imphash") == [image.get_imphash()]
    exports = [
        (text(e.name) or "NULL", hex(image.OPTIONAL_HEADER.ImageBase + e.address), e.ordinal)
        for e in getattr(getattr(image, "DIRECTORY_ENTRY_EXPORT", None), "symbols", [])
    ]
    assert [(e["result"], e["rva_offset"], e["ordinal"]) for e in entries(answer, "pe_export")] == exports
    assert entries(answer, "pe_timestamp")[0]["raw"] == image.FILE_HEADER.TimeDateStamp
    header = {e["result"]: int(e["value"], 16) for e in entries(answer, "pe_header")}
    optional = image.OPTIONAL_HEADER
    for name in ("AddressOfEntryPoint", "ImageBase", "SizeOfImage", "Subsystem", "CheckSum", "SectionAlignment", "DllCharacteristics"):
        assert header[name] == getattr(optional, name), name
    resources = []
    for kind in image.DIRECTORY_ENTRY_RESOURCE.entries if hasattr(image, "DIRECTORY_ENTRY_RESOURCE") else []:
        for name in kind.directory.entries:
            for leaf in name.directory.entries:
                data = image.get_data(leaf.data.struct.OffsetToData, leaf.data.struct.Size)
                resources.append((hashlib.md5(data).hexdigest(), leaf.data.lang, leaf.data.sublang))
    assert [(e["md5"], e["language"], e["sub_language"]) for e in entries(answer, "pe_resource")] == resources
    rich = image.parse_rich_header()
    if rich:
        found = entries(answer, "rich_header")[0]
        assert found["result"] == hex(rich["checksum"]) and json.loads(found["raw"]) == rich["values"]
        assert found["md5"] == image.get_rich_header_hash()
    debug = [d.struct.Type for d in getattr(image, "DIRECTORY_ENTRY_DEBUG", [])]
    assert [e["Type"] for e in entries(answer, "pe_debug")] == debug
    versions = {}
    for group in getattr(image, "FileInfo", []):
        for entry in group:
            for table in getattr(entry, "StringTable", []):
                versions |= {key.decode(): value.decode() for key, value in table.entries.items()}
    assert {e["key"]: e["value"] for e in entries(answer, "version_info")} == versions


def test_similar_samples_against_ssdeep(tmp_path: Path) -> None:
    def fuzzy(content: bytes) -> str:
        (tmp_path / "x").write_bytes(content)
        said = subprocess.run(["ssdeep", "-s", "-b", tmp_path / "x"], capture_output=True, text=True, check=True).stdout
        return said.splitlines()[1].split(",")[0]

    content = PROGRAMS[0].read_bytes()
    image = pefile.PE(data=content)
    names = [
        f"{text(entry.dll).lower().removesuffix('.dll')}.{text(i.name).lower()}" for entry in image.DIRECTORY_ENTRY_IMPORT for i in entry.imports
    ]
    candidates = [
        {"md5": "near", "ssdeep": fuzzy(content[:-100]), "impfuzzy": fuzzy(",".join(names[1:]).encode())},
        {"md5": "far", "ssdeep": fuzzy(Path("/bin/ls").read_bytes()), "impfuzzy": fuzzy(b"a.b,c.d")},
    ]
    answer = analyse("ssdeep_compare", content, {"candidates": candidates})
    assert values(answer, "ssdeep_match (MD5)") == ["near"]
    answer = analyse("impfuzzy_compare", content, {"candidates": candidates})
    assert values(answer, "impfuzzy_hash") == [fuzzy(",".join(names).encode())]
    assert values(answer, "impfuzzy_match (MD5)") == ["near"]


def test_a_section_of_ten_megabytes() -> None:
    """A large section is digested as a whole."""
    content = bytearray((SAMPLES / "sample.dll").read_bytes())
    image = pefile.PE(data=bytes(content))
    last = image.sections[-1]
    for name in ("SizeOfRawData", "Misc_VirtualSize"):
        offset = last.get_field_absolute_offset(name)
        content[offset : offset + 4] = (10 << 20).to_bytes(4, "little")
    content += bytes(range(256)) * 40_960
    found = entries(analyse("peinfo", bytes(content)), "pe_section")[-1]
    assert found["md5"] == pefile.PE(data=bytes(content)).sections[-1].get_hash_md5() and found["entropy"] > 7.9


@pytest.mark.parametrize("path", ["/bin/ls", "/lib/x86_64-linux-gnu/libz.so.1", SAMPLES / "sample.so"], ids=str)
def test_programs_of_unix_against_readelf(path: str) -> None:
    content = Path(path).read_bytes()
    answer = analyse("elfinfo", content)
    said = subprocess.run(["readelf", "-W", "-h", path], capture_output=True, text=True, check=True).stdout
    entry = re.search(r"Entry point address:\s+(0x[0-9a-f]+)", said).group(1)
    assert {e["result"]: e["value"] for e in entries(answer, "elf_header")}["Entry"] == entry
    elf = ELFFile(BytesIO(content))
    sections = [(s.name or "NULL", s["sh_size"], hex(s["sh_addr"]), hex(s["sh_flags"])) for s in elf.iter_sections()]
    assert [(e["result"], e["size"], e["virt_address"], e["flags"]) for e in entries(answer, "elf_section")] == sections
    said = subprocess.run(["readelf", "-W", "-d", path], capture_output=True, text=True, check=True).stdout
    needed = re.findall(r"\((NEEDED|SONAME)\).*\[(.*)\]", said)
    assert [(e["result"], e["value"]) for e in entries(answer, "elf_dynamic") if e["result"] in ("NEEDED", "SONAME")] == needed and needed
    segments = [(hex(s["p_offset"]), s["p_filesz"], hex(s["p_vaddr"])) for s in elf.iter_segments()]
    assert [(e["offset"], e["file_size"], e["virt_address"]) for e in entries(answer, "elf_segment")] == segments
    symbols = [
        (s.name, hex(s["st_value"]), s["st_info"]["type"].removeprefix("STT_"), s["st_info"]["bind"].removeprefix("STB_"))
        for s in list(elf.get_section_by_name(".dynsym").iter_symbols())[1:]
    ]
    found = [e for e in entries(answer, "elf_symbol") if e["table"] == ".dynsym"]
    assert [(e["result"], e["value"], e["type"], e["bind"]) for e in found] == symbols and symbols


@pytest.mark.parametrize("name", ["sample.o", "fat.o"])
def test_programs_of_macos_against_macholib(name: str) -> None:
    answer = analyse("machoinfo", (SAMPLES / name).read_bytes())
    headers = MachO(str(SAMPLES / name)).headers
    first = 1 if name == "fat.o" else 0
    assert len(entries(answer, "Headers")) == first + len(headers)
    for number, header in enumerate(headers, first):
        assert values(answer, f"Entity {number} - Commands") == [LC_NAMES[command[0].cmd] for command in header.commands]
        segments = [c for c in header.commands if LC_NAMES[c[0].cmd] == "LC_SEGMENT_64"]
        sections = [section.sectname.rstrip(b"\0").decode() for segment in segments for section in segment[2]]
        assert values(answer, f"Entity {number} - Segments section 0") == sections and sections


def test_a_zip_against_zipfile() -> None:
    content = (SAMPLES / "sample.zip").read_bytes()
    answer = analyse("zip_meta", content)
    for info in zipfile.ZipFile(BytesIO(content)).infolist():
        found = {e["Name"]: e["result"] for e in entries(answer, info.filename)}
        assert found["ZipCRC"] == hex(info.CRC) and found["ZipUncompressedSize"] == str(info.file_size)
        assert found["ZipCompressedSize"] == str(info.compress_size) and found["ZipComments"] == info.comment.decode()
        assert found["ZipModifyDate"] == "{}-{:02}-{:02} {:02}:{:02}:{:02}".format(*info.date_time)
    assert entries(answer, "ExtendedTimestamp")


@pytest.mark.parametrize("name", ["plain.pdf", "packed.pdf"])
def test_a_pdf_against_qpdf(name: str) -> None:
    answer = analyse("pdfinfo", (SAMPLES / name).read_bytes())
    said = subprocess.run(["qpdf", "--json", str(SAMPLES / name)], capture_output=True, check=True).stdout
    numbers = {int(key.split()[0].removeprefix("obj:")) for key in json.loads(said)["qpdf"][1] if key != "trailer"}
    assert {e["obj_id"] for e in entries(answer, "pdf_parser")} == numbers
    page = next(e for e in entries(answer, "pdf_parser") if e["stream"] and e["type"] == "")
    said = subprocess.run(["qpdf", f"--show-object={page['obj_id']}", "--filtered-stream-data", str(SAMPLES / name)], capture_output=True, check=True)
    assert page["decoded_md5"] == hashlib.md5(said.stdout).hexdigest()


def test_an_office_document_against_olefile() -> None:
    content = (SAMPLES / "sample.xls").read_bytes()
    answer = analyse("office_meta", content, {"save_streams": True})
    document = olefile.OleFileIO(BytesIO(content))
    streams = {"/".join(path): document.openstream(path).read() for path in document.listdir()}
    found = {e["result"]: e for e in entries(answer, "directory") if e["kind"] == "stream"}
    assert {name: (e["md5"], e["size"]) for name, e in found.items()} == {
        name: (hashlib.md5(data).hexdigest(), len(data)) for name, data in streams.items()
    }
    assert {file["name"]: file["content"] for file in answer["files"]} == streams
    known = document.get_metadata()
    properties = {e["name"]: e["value"] for e in entries(answer, "doc_meta")}
    assert properties["Title"] == known.title.decode() and properties["Author"] == known.author.decode()
    assert properties["Company"] == known.company.decode()
    assert properties["CreateTime"] == known.create_time.strftime("%Y-%m-%d %H:%M:%S")


def test_rich_text_against_rtfobj() -> None:
    content = (SAMPLES / "sample.rtf").read_bytes()
    parser = RtfObjParser(content)
    parser.parse()
    answer = analyse("rtf_meta", content)
    for number, known in enumerate(parser.objects, 1):
        name = f"Object {number} - {known.class_name.decode()}"
        found = {e["name"]: e["value"] for e in entries(answer, name)}
        assert found["md5"] == hashlib.md5(known.rawdata).hexdigest() and found["format"] == "embedded"
        if known.is_package:
            assert found["filename"] == known.filename and answer["files"][0]["content"] == known.olepkgdata
    assert len(parser.objects) == 2


RULES = """
rule mz { strings: $mz = "MZ" $dos = "DOS mode" nocase $hex = { 50 45 00 00 } condition: $mz at 0 and $dos and $hex }
rule never { condition: filesize == 0 }
rule imports_kernel { strings: $a = /kernel32\\.dll/i condition: $a }
"""


def test_rules_against_yara(tmp_path: Path) -> None:
    path = PROGRAMS[0]
    answer = analyse("yara", path.read_bytes(), {"rules": [{"name": "x", "text": RULES}, {"name": "wrong", "text": "rule {"}]})
    (tmp_path / "rules").write_text(RULES)
    said = subprocess.run(["yara", "-s", str(tmp_path / "rules"), str(path)], capture_output=True, text=True, check=True).stdout
    offsets: dict[str, set] = {}
    for line in said.splitlines():
        if line.startswith("0x"):
            offset, name, _ = line.split(":", 2)
            offsets[rule].add((name, int(offset, 16)))
        else:
            offsets[rule := line.split()[0]] = set()
    assert offsets
    found = {e["result"]: {(s["name"], o) for s in e["strings"] for o in s["offset"]} for e in entries(answer, "yara")}
    assert found == offsets
    assert [line["level"] for line in answer["log"]] == ["warning"] and not answer["failed"]


# Of the fields of a picture that exiftool derives itself, none is compared.
PICTURES = {
    "sample.jpg": "Make Model Software Orientation ModifyDate ExposureTime FNumber ISO DateTimeOriginal ImageWidth ImageHeight Comment",
    "sample.png": "Author Comment ImageWidth ImageHeight BitDepth ColorType PixelsPerUnitX",
    "sample.gif": "GIFVersion ImageWidth ImageHeight FrameCount Comment",
    "sample.tiff": "ImageWidth ImageHeight Compression ImageDescription Software PhotometricInterpretation",
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_against_exiftool(name: str) -> None:
    answer = analyse("exiftool", (SAMPLES / name).read_bytes())
    said = json.loads(subprocess.run(["exiftool", "-n", "-j", str(SAMPLES / name)], capture_output=True, check=True).stdout)[0]
    found = {e["result"]: e["Value"] for e in entries(answer, "Metadata")}
    for field in PICTURES[name].split():
        assert str(said[field]) == found[field], field
    if name == "sample.png":
        assert said["Title-de"] == found["Title"]
    if name == "sample.jpg":
        # exiftool puts the sign of the hemisphere to it.
        assert float(found["GPSLatitude"]) == pytest.approx(said["GPSLatitude"])


@pytest.mark.parametrize("name", ["sample.pcap", "sample.pcapng"])
def test_captures_against_tcpdump(name: str) -> None:
    answer = analyse("MetaCap", (SAMPLES / name).read_bytes())
    said = subprocess.run(["tcpdump", "-nn", "-q", "-r", str(SAMPLES / name)], capture_output=True, text=True, check=True).stdout
    lines = said.splitlines()
    summary = entries(answer, "PCAP Statistics")[0]
    assert summary["packets"] == len(lines) == 8 and summary["flows"] == 5
    flow = entries(answer, "Flow 1")[0]
    there = [line for line in lines if "10.0.0.1.40000 > 192.0.2.7.80: " in line]
    back = [line for line in lines if "192.0.2.7.80 > 10.0.0.1.40000: " in line]
    assert (flow["packets"], flow["packets_back"], flow["protocol"]) == (len(there), len(back), "TCP") == (2, 1, "TCP")
    flows = [(e["protocol"], e["source"], e["source_port"], e["destination_port"]) for n in range(2, 6) for e in entries(answer, f"Flow {n}")]
    assert flows == [("UDP", "10.0.0.1", 5353, 53), ("UDP", "2001:db8::1", 1, 2), ("ICMPv6", "2001:db8::2", 0, 0), ("ICMP", "10.0.0.9", 0, 0)]
    assert summary["first"] == "2024-03-05 09:15:00.000000" and summary["last"] == "2024-03-05 09:15:05.000000"


def test_a_certificate_against_openssl() -> None:
    path = SAMPLES / "sample.pem"
    said = subprocess.run(["openssl", "x509", "-in", path, "-noout", "-serial", "-fingerprint", "-sha256", "-enddate"], capture_output=True, text=True, check=True).stdout
    known = dict(line.split("=", 1) for line in said.splitlines())
    found = entries(analyse("certinfo", path.read_bytes()), "certificate")[0]
    assert found["serial"] == known["serial"].lower().zfill(len(found["serial"])) and "CN=hive.example.com" in found["result"]
    assert found["public_key"] == "RSA 1024" and found["issuer"] == found["result"] and found["version"] == 3
    assert found["sha256"] == known["sha256 Fingerprint"].replace(":", "").lower()
    assert found["alternative_names"] == ["DNS:hive.example.com", "DNS:www.example.com", "IP:192.0.2.1", "email:a@example.com"]
    assert datetime.strptime(known["notAfter"], "%b %d %H:%M:%S %Y GMT").strftime("%Y-%m-%d %H:%M:%S") == found["not_after"]


def test_digests_and_strings() -> None:
    content = Path("/bin/ls").read_bytes()
    found = {e["algorithm"]: e["result"] for e in entries(analyse("hashes", content), "hash")}
    for name in ("md5", "sha1", "sha256", "sha512"):
        assert found[name.upper()] == hashlib.new(name, content).hexdigest()
    said = subprocess.run(["strings", "-a", "-n", "6", "-t", "d", "/bin/ls"], capture_output=True, text=True, check=True).stdout
    known = {(int(line.split()[0]), line.lstrip().split(" ", 1)[1]) for line in said.splitlines()}
    answer = analyse("strings", content)
    assert {(e["offset"], e["result"]) for e in entries(answer, "string") if e["encoding"] == "ascii"} >= {k for k in known if len(k[1]) < 1000}


def test_the_worker_describes_its_analysers() -> None:
    with Worker() as worker:
        answer, _ = worker.job({"job": "analysers"}, b"")
    described = {a["name"]: a["version"] for a in answer["analysers"]}
    # Names and versions that the catalogue has.
    assert described.items() >= {
        "yara": "2.0.2", "ssdeep_compare": "1.0.3", "entropycalc": "0.0.1", "exiftool": "1.0", "peinfo": "1.1.5", "machoinfo": "0.0.1",
        "office_meta": "1.0.3", "rtf_meta": "1.0.0", "pdfinfo": "1.2.0", "zip_meta": "1.0.0", "carver": "0.0.2", "unswf": "0.0.2",
        "DataMiner": "1.0.0", "MetaCap": "0.0.2", "impfuzzy_compare": "1.0.1",
    }.items()
