#include "app/import/input.h"

#include "app/base/text.h"
#include "app/import/bytesource.h"
#include "app/import/decompress.h"
#include "app/import/textdecoder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace faultline {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t encodingSniffBytes = 4096;
constexpr std::size_t decodeBytes = std::size_t{1} << 16;

std::string shown(const std::string& path)
{
    return withVisibleControls(sanitizedUtf8(path));
}

/// What a text is called and where it comes from; handed down from layer to layer.
struct Provenance {
    std::string path;
    std::vector<std::string> layers;
    RawBytes* raw = nullptr;
    HashedBytes* hashed = nullptr;
    std::optional<std::int64_t> modifiedNs;
    int depth = 0;
    bool isInStream = false;    ///< directly inside a compressed stream: a.tar.gz is one level
};

class TextInput final : public Input {
public:
    TextInput(PeekedBytes& source, Provenance provenance) : m_source(source), m_provenance(std::move(provenance))
    {
        const SniffedEncoding sniffed = sniffEncoding(m_source.peek(encodingSniffBytes));
        m_source.skip(sniffed.markBytes);
        if (sniffed.encoding == TextEncoding::Bytes)
            return;
        m_decoder.emplace(sniffed.encoding);
        m_provenance.layers.emplace_back("UTF-16");
    }

    const std::string& path() const override { return m_provenance.path; }
    std::vector<std::string> layers() const override { return m_provenance.layers; }
    std::uint64_t fileBytesRead() const override { return std::min(m_provenance.raw->position(), fileBytes()); }
    std::uint64_t fileBytes() const override { return m_provenance.raw->size(); }
    std::string sha256() const override { return m_provenance.hashed->sha256(); }
    std::uint64_t hashedBytes() const override { return m_provenance.hashed->bytes(); }
    std::optional<std::int64_t> modifiedNs() const override { return m_provenance.modifiedNs; }
    std::optional<std::string> changedWhileRead() const override { return m_provenance.raw->changed(); }

    Result<std::size_t> read(char* buffer, std::size_t size) override
    {
        if (size == 0)
            return std::size_t{0};
        auto got = m_decoder ? readDecoded(buffer, size) : m_source.read(buffer, size);
        if (!got || *got == 0)
            m_provenance.hashed->finish();
        return got;
    }

private:
    Result<std::size_t> readDecoded(char* buffer, std::size_t size)
    {
        while (m_text.size() == m_textBegin && !m_isAtEnd) {
            if (m_error)
                return *m_error;
            fillText();
        }
        const std::size_t got = m_text.copy(buffer, size, m_textBegin);
        m_textBegin += got;
        return got;
    }
    void fillText()
    {
        m_text.clear();
        m_textBegin = 0;
        m_bytes.resize(decodeBytes);
        const auto got = m_source.read(m_bytes.data(), m_bytes.size());
        if (got && *got > 0) {
            m_decoder->decode(std::string_view(m_bytes).substr(0, *got), m_text);
            return;
        }
        m_decoder->finish(m_text);
        if (got)
            m_isAtEnd = true;
        else
            m_error = got.error();
    }

    PeekedBytes& m_source;
    Provenance m_provenance;
    std::optional<TextDecoder> m_decoder;
    std::optional<Error> m_error;
    std::string m_bytes;
    std::string m_text;
    std::size_t m_textBegin = 0;
    bool m_isAtEnd = false;
};

/// Bytes that cannot be had, for members that are named with their reason.
class FailingBytes final : public ByteSource {
public:
    explicit FailingBytes(Error error) : m_error(std::move(error)) {}
    Result<std::size_t> read(char*, std::size_t) override { return m_error; }

private:
    Error m_error;
};

class Visitor {
public:
    Visitor(RawBytes& raw, const InputLimits& limits, const std::function<Result<void>(Input&)>& visit)
        : m_raw(raw), m_guard(limits, raw), m_visit(visit)
    {
    }

    Result<void> run(const std::string& path)
    {
        HashedBytes hashed(m_raw);
        Provenance provenance;
        provenance.path = path;
        provenance.raw = &m_raw;
        provenance.hashed = &hashed;
        provenance.modifiedNs = m_raw.modifiedNs();
        return stream(hashed, std::move(provenance));
    }

private:
    Result<void> stream(ByteSource& source, Provenance provenance);
    Result<void> members(Container container, ByteSource& source, const Provenance& provenance);
    Result<void> member(ArchiveReader& archive, const ArchiveReader::Entry& entry, const Provenance& outer);
    Result<void> failing(Error error, Provenance provenance);
    std::optional<Error> tooManyMembers(const std::string& path, std::uint64_t count) const;

    RawBytes& m_raw;
    ExpansionGuard m_guard;
    const std::function<Result<void>(Input&)>& m_visit;
    std::uint64_t m_members = 0;
};

Result<void> Visitor::failing(Error error, Provenance provenance)
{
    FailingBytes bytes(std::move(error));
    PeekedBytes peeked(bytes);
    TextInput input(peeked, std::move(provenance));
    return m_visit(input);
}

Result<void> Visitor::stream(ByteSource& source, Provenance provenance)
{
    PeekedBytes peeked(source);
    const Container container = sniffContainer(peeked.peek(containerSniffBytes));
    if (container == Container::None) {
        TextInput input(peeked, std::move(provenance));
        return m_visit(input);
    }
    if (!isArchive(container) || !provenance.isInStream)
        ++provenance.depth;
    if (provenance.depth > m_guard.limits().nesting) {
        Error error{ErrorKind::InputUnreadable, "Cannot read " + shown(provenance.path),
                    "It is compressed or archived more than " + std::to_string(m_guard.limits().nesting) + " times over",
                    "Unpack it with another program and import the result"};
        return failing(std::move(error), std::move(provenance));
    }
    provenance.layers.emplace_back(nameOf(container));
    provenance.isInStream = !isArchive(container);
    if (isArchive(container))
        return members(container, peeked, provenance);
    const auto inner = decompressed(container, peeked, provenance.path, m_guard);
    return stream(*inner, std::move(provenance));
}

std::optional<Error> Visitor::tooManyMembers(const std::string& path, std::uint64_t count) const
{
    if (count <= m_guard.limits().members)
        return std::nullopt;
    return Error{ErrorKind::InputUnreadable, "Stopped reading " + shown(path),
                 "The archive has more than " + formatGrouped(static_cast<std::int64_t>(m_guard.limits().members))
                     + " entries",
                 "Unpack the files that matter and import those"};
}

Result<void> Visitor::members(Container container, ByteSource& source, const Provenance& provenance)
{
    // A zip that is the file itself is read by the directory at its end, which alone tells links from files.
    RawBytes* seekable = nullptr;
    if (container == Container::Zip && provenance.layers.size() == 1) {
        seekable = &m_raw;
        if (auto error = tooManyMembers(provenance.path, zipEntryCount(m_raw).value_or(0)))
            return *error;
        m_raw.seek(0);
    }
    provenance.hashed->release();    // members have hashes of their own
    const auto archive = openArchive(container, source, seekable, provenance.path, m_guard);
    while (true) {
        const auto entry = archive->next();
        if (!entry)    // an archive in an archive fails alone, the outer one goes on
            return provenance.depth > 1 ? failing(entry.error(), provenance) : Result<void>(entry.error());
        if (!entry->has_value())
            return {};
        if (auto error = tooManyMembers(provenance.path, ++m_members))
            return *error;
        if (!entry->value().isFile)
            continue;
        auto done = member(*archive, entry->value(), provenance);
        if (!done)
            return done;
    }
}

Result<void> Visitor::member(ArchiveReader& archive, const ArchiveReader::Entry& entry, const Provenance& outer)
{
    HashedBytes hashed(archive);
    Provenance provenance = outer;
    provenance.path += "!" + entry.name;
    provenance.hashed = &hashed;
    provenance.isInStream = false;
    if (entry.modifiedNs)
        provenance.modifiedNs = entry.modifiedNs;
    if (!entry.isEncrypted)
        return stream(hashed, std::move(provenance));
    Error error{ErrorKind::InputUnreadable, "Cannot read " + shown(provenance.path), "It is encrypted with a password",
                "Unpack it with the password and import the result"};
    return failing(std::move(error), std::move(provenance));
}

void appendFiles(const fs::path& folder, std::vector<std::string>& files)
{
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    fs::directory_iterator iterator(folder, error);
    if (error) {
        files.push_back(folder.string());    // opening it gives the reason
        return;
    }
    for (; !error && iterator != fs::directory_iterator(); iterator.increment(error))
        entries.push_back(*iterator);
    std::sort(entries.begin(), entries.end(),
              [](const auto& left, const auto& right) { return left.path().native() < right.path().native(); });
    for (const fs::directory_entry& entry : entries) {
        if (entry.path().filename().native().front() == '.')
            continue;
        const bool isLink = entry.is_symlink(error);
        if (entry.is_directory(error)) {
            if (!isLink)    // links to folders can go round in circles
                appendFiles(entry.path(), files);
        } else if (entry.is_regular_file(error)) {
            files.push_back(entry.path().string());
        }
    }
}

}    // namespace

Result<void> visitInputs(const std::string& path, const InputLimits& limits, const std::function<Result<void>(Input&)>& visit)
{
    const auto raw = openRegularFile(path);
    if (!raw)
        return raw.error();
    return Visitor(**raw, limits, visit).run(path);
}

Result<void> visitInputsOf(std::string_view content, const std::string& name, const InputLimits& limits,
                           const std::function<Result<void>(Input&)>& visit)
{
    const auto raw = rawBytesOf(content);
    return Visitor(*raw, limits, visit).run(name);
}

std::vector<std::string> expandPaths(const std::vector<std::string>& paths)
{
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        std::error_code error;
        if (path.find('\0') == std::string::npos && fs::is_directory(path, error))
            appendFiles(path, files);
        else
            files.push_back(path);
    }
    return files;
}

Result<std::string> sha256OfFile(const std::string& path, const TaskControl& control)
{
    const auto raw = openRegularFile(path);
    if (!raw)
        return raw.error();
    Sha256 hash;
    std::string buffer(std::size_t{1} << 20, '\0');
    while (true) {
        if (control.stopRequested())
            return Error{ErrorKind::Interrupted, "Stopped reading " + shown(path), "", ""};
        const auto got = (*raw)->read(buffer.data(), buffer.size());
        if (!got)
            return got.error();
        if (*got == 0)
            return hash.finish();
        hash.add(buffer.data(), *got);
        control.report({path, (*raw)->position(), (*raw)->size(), 0});
    }
}

}    // namespace faultline
