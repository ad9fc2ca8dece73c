import Testing

@testable import Normalization

@Suite struct ContentGuessTests {
    @Test(arguments: [
        ("#!/bin/sh\necho", "POSIX shell script, ASCII text executable"),
        ("#! /bin/sh -e\n", "POSIX shell script, ASCII text executable"),
        ("#!/bin/bash", "Bourne-Again shell script, ASCII text executable"),
        ("#!/usr/bin/env bash\n", "Bourne-Again shell script, ASCII text executable"),
        ("#!/usr/bin/perl -w\n", "Perl script, ASCII text executable"),
        ("#!/usr/bin/env -S python3 -u\n", "Python script, ASCII text executable"),
        ("#!/usr/bin/python2.7\n# ä\n", "Python script, UTF-8 Unicode text executable"),
        ("#!/usr/bin/ruby\n", "ASCII text"), ("#!", "ASCII text"),
        ("<?php echo 1;", "PHP script, ASCII text"), ("<?PHP echo 'ä';", "PHP script, UTF-8 Unicode text"),
        (" <?php", "ASCII text"),
        ("<html><body>", "HTML document, ASCII text"), ("\n\n<!DOCTYPE html>ü", "HTML document, UTF-8 Unicode text"),
        ("<p>x</p><HTML>", "HTML document, ASCII text"),
        ("plain\ttext\r\n\u{1B}[0m\u{7}\u{8}", "ASCII text"), ("naïve", "UTF-8 Unicode text"),
        ("", "empty"), ("a\u{0}b", "data"), ("a\u{1}b", "data"), ("a\u{E}b", "data"), ("a\u{7F}b", "data"),
        ("%PDF-1.4\n%", "PDF document, version 1.4"), ("PK\u{3}\u{4}rest", "Zip archive data"),
        ("BZh91AY&SY", "bzip2 compressed data"), ("BZhello", "ASCII text"), ("CWS\u{A}x", "Macromedia Flash data"),
        ("FWS", "Macromedia Flash data"), ("MZ", "MS-DOS executable"), ("MZ and text", "MS-DOS executable"), ("M", "ASCII text"),
        ("GIF89a", "GIF image data, version 89a"), ("GIF87a\u{1}\u{0}\u{2}\u{1}", "GIF image data, version 87a, 1 x 258"),
    ])
    func names(_ content: String, _ words: String) {
        #expect(ContentGuess.words(for: Array(content.utf8)) == words)
    }

    @Test(
        arguments: [
            ([0xFF, 0xD8, 0xFF, 0xE0], "JPEG image data"), ([0x1F, 0x8B, 8], "gzip compressed data"), ([0xFF, 0xFE, 0x41], "data"),
            ([0x7F, 0x45, 0x4C, 0x46], "ELF"), ([0xC3], "data"),
        ] as [([UInt8], String)])
    func namesBinaries(_ content: [UInt8], _ words: String) {
        #expect(ContentGuess.words(for: content) == words)
    }

    @Test func onlyLooksForTagsEarly() {
        let late = [UInt8](repeating: 0x61, count: 5_000) + Array("<html>".utf8)
        #expect(ContentGuess.words(for: late) == "ASCII text")
    }

    @Test(arguments: [
        (0x10B, 0x2002, 2, 0x14C, "", "PE32 executable (DLL) (GUI) Intel 80386, for MS Windows"),
        (0x10B, 0x0002, 3, 0x14C, "UPX0", "PE32 executable (console) Intel 80386, for MS Windows, UPX compressed"),
        (0x20B, 0x0002, 1, 0x8664, "UPX1", "PE32+ executable (native) x86-64, for MS Windows, UPX compressed"),
        (0x20B, 0x0002, 9, 0xAA64, ".text", "PE32+ executable Aarch64, for MS Windows"),
        (0x10B, 0x0002, 2, 0x1C0, "UPX01", "PE32 executable (GUI) ARM, for MS Windows"),
        (0x107, 0x0002, 2, 0x14C, "", "MS-DOS executable"),
    ])
    func namesPortableExecutables(
        magic: Int, characteristics: Int, subsystem: Int, machine: Int, section: String, words: String
    ) {
        var bytes = [UInt8](repeating: 0, count: 64)
        bytes.replaceSubrange(0..<2, with: Array("MZ".utf8))
        bytes[0x3C] = 64
        bytes += Array("PE\0\0".utf8) + little(machine) + little(1) + [UInt8](repeating: 0, count: 12)
        bytes += little(224) + little(characteristics)
        var optional = [UInt8](repeating: 0, count: 224)
        optional.replaceSubrange(0..<2, with: little(magic))
        optional.replaceSubrange(68..<70, with: little(subsystem))
        bytes += optional
        bytes += (Array(section.utf8) + [UInt8](repeating: 0, count: 40)).prefix(40)
        #expect(ContentGuess.words(for: bytes) == words)
        for end in 0..<bytes.count { #expect(!ContentGuess.words(for: Array(bytes[..<end])).isEmpty) }
    }

    @Test(
        arguments: [
            ([1, 1], [2, 0, 3, 0], "ELF 32-bit LSB executable, Intel 80386"),
            ([2, 1], [3, 0, 62, 0], "ELF 64-bit LSB shared object, x86-64"),
            ([1, 2], [0, 2, 0, 8], "ELF 32-bit MSB executable, MIPS"),
            ([1, 1], [1, 0, 40, 0], "ELF 32-bit LSB relocatable, ARM"),
            ([2, 1], [2, 0, 99, 0], "ELF 64-bit LSB executable"),
        ] as [([UInt8], [UInt8], String)])
    func namesLinkables(_ ident: [UInt8], _ header: [UInt8], _ words: String) {
        let bytes = Array("\u{7F}ELF".utf8) + ident + [UInt8](repeating: 0, count: 10) + header
        #expect(ContentGuess.words(for: bytes) == words)
    }

    @Test(
        arguments: [
            (0, " grayscale"), (2, "/color RGB"), (3, " colormap"), (4, " gray+alpha"), (6, "/color RGBA"),
        ] as [(UInt8, String)])
    func namesImages(_ colour: UInt8, _ words: String) {
        let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        let bytes: [UInt8] = head + [0, 0, 1, 0, 0, 0, 0, 7, 8, colour, 0, 0, 0]
        #expect(ContentGuess.words(for: bytes) == "PNG image data, 256 x 7, 8-bit\(words), non-interlaced")
        #expect(ContentGuess.words(for: Array(bytes.dropLast()) + [1]).hasSuffix(", interlaced"))
        #expect(ContentGuess.words(for: Array(bytes.prefix(20))) == "PNG image data")
    }

    private func little(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
}
