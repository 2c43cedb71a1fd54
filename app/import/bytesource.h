#pragma once

#include "app/base/result.h"
#include "app/import/input.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

using EVP_MD_CTX = struct evp_md_ctx_st;

namespace faultline {

/// Bytes before any decoding: a file, a decompressor, a member of an archive.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Up to `size` bytes; 0 = end. Good bytes come before an Error; after it every call gives the same Error.
    virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
};

/// The file as given, which alone knows its size and can go back.
class RawBytes : public ByteSource {
public:
    virtual std::uint64_t position() const = 0;
    virtual std::uint64_t size() const = 0;
    virtual bool seek(std::uint64_t position) = 0;
    virtual std::optional<std::int64_t> modifiedNs() const = 0;
    virtual std::optional<std::string> changed() const = 0;
};

Result<std::unique_ptr<RawBytes>> openRegularFile(const std::string& path);
std::unique_ptr<RawBytes> rawBytesOf(std::string_view content);    ///< `content` must outlive it

/// SHA-256 in pieces.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(const char* bytes, std::size_t size);
    std::string finish();    ///< lowercase hexadecimal

private:
    EVP_MD_CTX* m_context;
};

/// Passes bytes on and hashes them.
class HashedBytes final : public ByteSource {
public:
    explicit HashedBytes(ByteSource& source) : m_source(source) {}
    Result<std::size_t> read(char* buffer, std::size_t size) override;
    /// The bytes will be read in another way (seeking, member by member): no hash is made.
    void release() { m_released = true; }
    /// Reads what nobody asked for, so that the hash covers everything.
    void finish();
    const std::string& sha256() const { return m_text; }
    std::uint64_t bytes() const { return m_bytes; }

private:
    ByteSource& m_source;
    Sha256 m_hash;
    std::string m_text;
    std::uint64_t m_bytes = 0;
    bool m_released = false;
};

/// Lets the beginning be looked at before it is read.
class PeekedBytes final : public ByteSource {
public:
    explicit PeekedBytes(ByteSource& source) : m_source(source) {}
    Result<std::size_t> read(char* buffer, std::size_t size) override;
    /// Up to `size` bytes from the front; fewer at the end or before an error, which read() will give.
    std::string_view peek(std::size_t size);
    void skip(std::size_t size) { m_begin += size; }

private:
    ByteSource& m_source;
    std::string m_buffer;
    std::size_t m_begin = 0;
    std::optional<Error> m_error;
};

/// visitInputs() on bytes in memory that are called `name`; for tests and fuzzing.
Result<void> visitInputsOf(std::string_view content, const std::string& name, const InputLimits& limits,
                           const std::function<Result<void>(Input&)>& visit);

}    // namespace faultline
