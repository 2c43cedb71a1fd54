#pragma once

#include "app/base/result.h"
#include "app/model/source.h"
#include "app/store/database.h"
#include "app/store/recordbatch.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace faultline {

struct CaseDictionaries;

/// Writes one import into a case: batches in source order become segments, dictionaries, series blocks, events, issues and raw
/// blocks. Commits every half second, and where the window writes beside it between batches and as soon as an edit waits, under a source row that nobody sees until finish(); what a crash leaves is
/// removed when the next writer opens the case. Memory is bounded whatever the source holds.
class ImportWriter {
public:
    /// Inserts the source as unfinished. Fields of the account are filled by finish(). `shared` are the dictionaries that the
    /// writer before has left, when nobody else wrote to the case in between.
    static Result<ImportWriter> begin(Database& database, Source source, CaseDictionaries* shared = nullptr);
    ImportWriter(ImportWriter&&) noexcept;
    ~ImportWriter();    ///< discards unless finished

    Result<void> append(RecordBatch& batch, std::uint64_t lineBase);
    Result<void> addRawBlock(const RawBlock& block, std::uint64_t lineBase);
    /// An issue about the source. Of one code the first hundred are kept; finish() adds the count of the others.
    Result<void> addIssue(const Issue& issue);

    /// What append() saw so far: accounts, first, last.
    const Source& source() const;
    std::uint64_t recordsWithBasis(TimeBasis basis) const;
    const std::string& firstRejection() const;    ///< its reason; "" when nothing was rejected
    std::vector<std::string> kinds() const;    ///< "request", "operation", "logline", "series", "event" that it made

    /// Everything still held back, the dictionaries, and `source` as it shall stand; from then on it is visible.
    Result<Source> finish(const Source& source);
    Result<void> discard();

private:
    struct State;
    explicit ImportWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}    // namespace faultline
