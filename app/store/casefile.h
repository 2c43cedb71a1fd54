#pragma once

#include "app/base/result.h"
#include "app/base/timezone.h"
#include "app/store/database.h"

#include <memory>
#include <optional>
#include <string>

namespace faultline {

inline constexpr int currentSchema = 3;
inline constexpr std::int32_t caseApplicationId = 0x464C544E;    // "FLTN"

enum class OpenMode {
    Read,           ///< never writes; a case held by somebody else opens too
    Write,          ///< the one writer; CaseLocked when somebody else is
    WriteOrCreate,  ///< the same, making a new case when there is no file
    WriteOrRead     ///< the writer when possible, else read-only with holder() set (the window)
};

/// Who has the case open for writing.
struct CaseHolder {
    std::string user;
    std::string host;
    std::int64_t processId = 0;
    std::string since;    ///< ISO 8601 UTC
};

/// A case on disk. While open for writing on a local disk it is in WAL mode, with NAME.lock beside it; closed, it is one
/// file in DELETE mode. Imports that were cut off by a crash are removed when a writer opens.
class CaseFile {
public:
    static Result<CaseFile> open(const std::string& path, OpenMode mode);
    CaseFile(CaseFile&&) noexcept;
    CaseFile& operator=(CaseFile&&) noexcept;
    ~CaseFile();    ///< closes

    Database& database();
    const std::string& path() const;
    bool isReadOnly() const;
    const std::optional<CaseHolder>& holder() const;    ///< set when read-only because of another writer
    int discardedImports() const;                       ///< unfinished imports that this open removed

    /// A second connection to the same file, read-only; for queries beside the writer and for the pool.
    Result<Database> openReader() const;
    /// A second connection that writes beside database(), for an import on another thread; their transactions take turns. Must
    /// be closed before the case. May be called on that thread.
    Result<Database> openWriter() const;

    /// Moves what was committed into the case file itself; it was safe before. Nothing to do for a reader.
    Result<void> flush();
    TimeZone displayZone() const;    ///< UTC unless the case says otherwise
    Result<void> close();            ///< checkpoint, DELETE mode, unlock; the destructor does the same without a word

private:
    struct State;
    explicit CaseFile(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}    // namespace faultline
