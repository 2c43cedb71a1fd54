#include "app/import/decompress.h"

#include "app/base/text.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace faultline {

namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 16;

Error damaged(const std::string& path, std::string why)
{
    return {ErrorKind::InputUnreadable, "Cannot read " + withVisibleControls(sanitizedUtf8(path)) + " to its end",
            std::move(why), "Get the file again from where it came from"};
}

bool isTarHeader(std::string_view head)
{
    if (head.size() < 512)
        return false;
    if (head.substr(257, 5) == "ustar")
        return true;
    // Version 7 has no magic: the checksum (octal, counted with its own field as blanks) decides.
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i)
        sum += i >= 148 && i < 156 ? 32U : static_cast<unsigned char>(head[i]);
    unsigned written = 0;
    bool hasDigit = false;
    for (const char c : head.substr(148, 8)) {
        if (c >= '0' && c <= '7') {
            written = written * 8 + static_cast<unsigned>(c - '0');
            hasDigit = true;
        } else if (hasDigit || c != ' ') {
            break;
        }
    }
    return hasDigit && written == sum && head[0] != '\0';
}

// zlib itself and not libarchive: that one does not check the CRC of gzip and withholds the last good block before a cut.
class GzipBytes final : public ByteSource {
public:
    GzipBytes(ByteSource& source, std::string path, const ExpansionGuard& guard)
        : m_source(source), m_path(std::move(path)), m_guard(guard), m_input(blockBytes, '\0')
    {
        m_isOpen = inflateInit2(&m_stream, 16 + MAX_WBITS) == Z_OK;    // 16: with gzip header and trailer
    }
    ~GzipBytes() override
    {
        if (m_isOpen)
            inflateEnd(&m_stream);
    }
    GzipBytes(const GzipBytes&) = delete;
    GzipBytes& operator=(const GzipBytes&) = delete;

    Result<std::size_t> read(char* buffer, std::size_t size) override;

private:
    enum class State { Member, BetweenMembers, End };
    bool fill();
    void step();
    void betweenMembers();

    ByteSource& m_source;
    std::string m_path;
    const ExpansionGuard& m_guard;
    std::string m_input;
    z_stream m_stream{};
    std::uint64_t m_produced = 0;
    std::optional<Error> m_error;
    State m_state = State::Member;
    bool m_isOpen = false;
};

/// False at the end of the file or after an error.
bool GzipBytes::fill()
{
    if (m_stream.avail_in > 0)
        return true;
    const auto got = m_source.read(m_input.data(), m_input.size());
    if (!got) {
        m_error = got.error();
        return false;
    }
    m_stream.next_in = reinterpret_cast<Bytef*>(m_input.data());
    m_stream.avail_in = static_cast<uInt>(*got);
    return *got > 0;
}

void GzipBytes::betweenMembers()
{
    while (fill() && *m_stream.next_in == 0) {    // tapes and block devices pad with zeros
        ++m_stream.next_in;
        --m_stream.avail_in;
    }
    if (m_error)
        return;
    if (m_stream.avail_in == 0) {
        m_state = State::End;
        return;
    }
    if (*m_stream.next_in != 0x1f) {
        m_error = damaged(m_path, "After " + formatGrouped(static_cast<std::int64_t>(m_produced))
                                      + " decompressed bytes the file goes on with something that is not gzip");
        return;
    }
    inflateReset(&m_stream);
    m_state = State::Member;
}

void GzipBytes::step()
{
    if (m_state == State::BetweenMembers) {
        betweenMembers();
        return;
    }
    if (!fill() && !m_error)
        m_error = damaged(m_path, "The gzip data is cut off after "
                                      + formatGrouped(static_cast<std::int64_t>(m_produced)) + " decompressed bytes");
    if (m_error)
        return;
    const uInt room = m_stream.avail_out;
    const int status = inflate(&m_stream, Z_NO_FLUSH);
    m_produced += room - m_stream.avail_out;
    if (status == Z_STREAM_END)
        m_state = State::BetweenMembers;
    else if (status != Z_OK && status != Z_BUF_ERROR)
        m_error = damaged(m_path, "The gzip data is damaged after " + formatGrouped(static_cast<std::int64_t>(m_produced))
                                      + " decompressed bytes"
                                      + (m_stream.msg != nullptr ? std::string(" (") + m_stream.msg + ")" : ""));
}

Result<std::size_t> GzipBytes::read(char* buffer, std::size_t size)
{
    if (!m_isOpen)
        return damaged(m_path, "There is not enough memory to decompress it");
    size = std::min<std::size_t>(size, std::numeric_limits<uInt>::max());
    m_stream.next_out = reinterpret_cast<Bytef*>(buffer);
    m_stream.avail_out = static_cast<uInt>(size);
    while (m_stream.avail_out > 0 && m_state != State::End && !m_error) {
        step();
        if (!m_error)
            m_error = m_guard.check(m_path, m_produced);
    }
    const std::size_t got = size - m_stream.avail_out;
    if (got == 0 && m_error)
        return *m_error;
    return got;
}

}    // namespace

std::unique_ptr<ByteSource> decompressedByLibarchive(Container container, ByteSource& source, const std::string& path,
                                                     const ExpansionGuard& guard);    // archivereader.cpp

std::string_view nameOf(Container container)
{
    switch (container) {
    case Container::None: return "";
    case Container::Gzip: return "gzip";
    case Container::Bzip2: return "bzip2";
    case Container::Xz: return "xz";
    case Container::Zstd: return "zstd";
    case Container::Lz4: return "lz4";
    case Container::Zip: return "zip";
    case Container::Tar: return "tar";
    }
    return "";
}

Container sniffContainer(std::string_view head)
{
    using namespace std::string_view_literals;
    const auto starts = [head](std::string_view magic) { return head.substr(0, magic.size()) == magic; };
    if (starts("\x1f\x8b\x08"sv))
        return Container::Gzip;
    if (starts("BZh"sv) && head.size() > 9 && head[3] >= '1' && head[3] <= '9'
        && (head.substr(4, 6) == "\x31\x41\x59\x26\x53\x59"sv || head.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv))
        return Container::Bzip2;
    if (starts("\xfd\x37zXZ\0"sv))
        return Container::Xz;
    if (starts("\x28\xb5\x2f\xfd"sv)
        || (head.size() > 3 && (static_cast<unsigned char>(head[0]) & 0xF0U) == 0x50 && head.substr(1, 3) == "\x2a\x4d\x18"sv))
        return Container::Zstd;    // the second form is a skippable frame, as pzstd writes them
    if (starts("\x04\x22\x4d\x18"sv))
        return Container::Lz4;
    if (starts("PK\x03\x04"sv) || starts("PK\x05\x06"sv))
        return Container::Zip;
    return isTarHeader(head) ? Container::Tar : Container::None;
}

std::optional<Error> ExpansionGuard::check(const std::string& path, std::uint64_t produced) const
{
    if (produced <= m_limits.ratioAfterBytes)
        return std::nullopt;
    // A zip may point at the same bytes many times; they count once.
    const std::uint64_t compressed = std::max<std::uint64_t>(1, std::min(m_raw.position(), m_raw.size()));
    if (produced / compressed < m_limits.largestRatio)
        return std::nullopt;
    return Error{ErrorKind::InputUnreadable, "Stopped reading " + withVisibleControls(sanitizedUtf8(path)),
                 formatBytes(static_cast<double>(compressed)) + " of the file have grown to more than "
                     + formatBytes(static_cast<double>(produced)) + ", over " + std::to_string(m_limits.largestRatio)
                     + " times as much",
                 "If the file can be trusted, decompress it with another program and import the result"};
}

std::unique_ptr<ByteSource> decompressed(Container container, ByteSource& source, const std::string& path,
                                         const ExpansionGuard& guard)
{
    if (container == Container::Gzip)
        return std::make_unique<GzipBytes>(source, path, guard);
    return decompressedByLibarchive(container, source, path, guard);
}

std::optional<std::uint64_t> zipEntryCount(RawBytes& raw)
{
    constexpr std::uint64_t longestTail = 22 + 65535;    // end record and its comment
    const std::uint64_t tail = std::min(longestTail, raw.size());
    std::string text(static_cast<std::size_t>(tail), '\0');
    raw.seek(raw.size() - tail);
    std::size_t have = 0;
    while (have < text.size()) {
        const auto got = raw.read(text.data() + have, text.size() - have);
        if (!got || *got == 0)
            break;
        have += *got;
    }
    raw.seek(0);
    const std::size_t record = text.rfind("PK\x05\x06");
    if (record == std::string::npos || record + 22 > have)
        return std::nullopt;
    const auto byteAt = [&](std::size_t offset) { return static_cast<unsigned char>(text[record + offset]); };
    return static_cast<std::uint64_t>(byteAt(10)) | (static_cast<std::uint64_t>(byteAt(11)) << 8U);
}

}    // namespace faultline
