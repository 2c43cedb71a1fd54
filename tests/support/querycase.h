#pragma once

#include "app/query/filter.h"
#include "app/store/casefile.h"
#include "app/store/recordbatch.h"
#include "app/store/segmentreader.h"

#include <QTemporaryDir>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace faultline::test {

/// A record as fields; what is not in the maps is absent.
struct TestRecord {
    std::int64_t timeNs = 0;
    std::map<Field, std::int64_t> numbers;
    std::map<Field, std::string> texts;
    std::int64_t sourceId = 0;    ///< set when added
    std::uint64_t line = 0;       ///< set when added
};

/// A case on disk filled without importers.
class QueryCase {
public:
    QueryCase();

    struct SourceOptions {
        std::string name = "access.log";
        Anchor anchor = Anchor::End;
        std::set<Field> plainFields = {};    ///< dictionary fields that this source's segments keep as text
    };
    /// One source with one record a line; returns its id. Fails the test through qFatal when the store does not take it.
    std::int64_t add(RecordKind kind, std::vector<TestRecord>& records, const SourceOptions& options);
    std::int64_t add(RecordBatch& batch, const SourceOptions& options);

    SegmentReader& reader();
    Database& database() { return m_file->database(); }
    FilterContext context() const { return m_context; }

private:
    QTemporaryDir m_folder;
    std::optional<CaseFile> m_file;
    std::optional<Database> m_connection;
    std::unique_ptr<SegmentReader> m_reader;
    FilterContext m_context;
};

}    // namespace faultline::test
