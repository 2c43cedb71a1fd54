#pragma once

#include "app/import/input.h"

#include <archive_entry.h>

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace faultline::test {

/// What visitInputs() gave for one text.
struct Text {
    std::string path;
    std::vector<std::string> layers;
    std::string bytes;
    std::string error;
    std::string sha256;
    std::uint64_t hashedBytes = 0;
    std::optional<std::int64_t> modifiedNs;
};

struct Visit {
    std::vector<Text> texts;
    std::string error;
};

Visit visitBytes(const std::string& content, const InputLimits& limits = {}, std::size_t bufferSize = 65536);
Visit visitFile(const QString& path);

struct Member {
    std::string name;
    std::string bytes;
    unsigned type = AE_IFREG;
};

/// Made by libarchive: filter "gzip", "bzip2", "xz", "zstd", "lz4", "none"; format "raw", "zip", "ustar", "pax".
std::string packed(const std::string& format, const std::string& filter, const std::vector<Member>& members,
                   const char* options = nullptr);
std::string compressed(const std::string& filter, const std::string& bytes);

std::string logText(std::size_t lines);    ///< lines that compress by about ten
std::string sha256Of(const std::string& bytes);
QString joined(const std::vector<std::string>& words);
bool isPrefix(const std::string& part, const std::string& whole);
void put(const QString& path, const std::string& bytes);

}    // namespace faultline::test
