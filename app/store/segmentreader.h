#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"
#include "app/model/record.h"
#include "app/model/templaterule.h"
#include "app/model/time.h"
#include "app/store/column.h"
#include "app/store/database.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>
#include <vector>

namespace faultline {

/// Up to 65,536 rows of one kind from one source.
struct Segment {
    std::int64_t id = 0;
    std::int64_t sourceId = 0;
    RecordKind kind = RecordKind::Request;
    std::uint32_t rows = 0;
    Timestamp first{};    ///< smallest and largest written time
    Timestamp last{};
    Nanoseconds maxDuration{0};
    Anchor anchor = Anchor::Unknown;    ///< of its source: which end of the record the written time marks
};
inline constexpr std::uint32_t maxSegmentRows = 65'536;

/// The values of one field in code order: code -> text. Codes are dense from 0, the same in every segment of the case.
class Dictionary {
public:
    std::uint32_t size() const { return static_cast<std::uint32_t>(m_ends.size()); }
    std::string_view at(std::uint32_t code) const    ///< "" for a code out of range (damaged case)
    {
        if (code >= m_ends.size())
            return {};
        const std::size_t begin = code == 0 ? 0 : m_ends[code - 1];
        return std::string_view(m_arena).substr(begin, m_ends[code] - begin);
    }
    void append(std::string_view value);
    std::size_t memory() const { return m_arena.capacity() + m_ends.capacity() * sizeof(std::size_t); }

    /// What a query works out of all values once and for all, such as their order: made by `make`, a T, when first asked for
    /// and kept as long as the dictionary is. May be called from several threads.
    template <typename T, typename Make>
    std::shared_ptr<const T> derived(Make make) const
    {
        const std::lock_guard lock(m_derivedMutex);
        for (const auto& [type, known] : m_derived) {
            if (type == typeid(T))
                return std::static_pointer_cast<const T>(known);
        }
        auto made = std::make_shared<const T>(make());
        m_derived.emplace_back(typeid(T), made);
        return made;
    }

private:
    std::string m_arena;
    std::vector<std::size_t> m_ends;
    mutable std::mutex m_derivedMutex;
    mutable std::vector<std::pair<std::type_index, std::shared_ptr<const void>>> m_derived;
};

/// Reads segments through one connection. Decoded columns are kept in a cache bounded in bytes; column() and dictionary() may
/// be called from several threads (reading from SQLite is serialised inside, decoding is not).
class SegmentReader {
public:
    explicit SegmentReader(Database& database, std::size_t cacheBytes = std::size_t{512} << 20);
    ~SegmentReader();
    SegmentReader(const SegmentReader&) = delete;
    SegmentReader& operator=(const SegmentReader&) = delete;

    /// Segments of finished sources in (source, position) order. Re-read when the case changed (data_version).
    Result<std::vector<Segment>> segments(RecordKind kind);

    /// The column of a segment; a null pointer when the segment has none (the field is absent in every row). A field of type
    /// Dictionary comes as numbers (codes) or, where a dictionary would not have paid, as text: look at isText.
    Result<std::shared_ptr<const ColumnData>> column(const Segment& segment, Field field);

    /// Only the codes that were in the case when first asked for, until the case changes.
    Result<std::shared_ptr<const Dictionary>> dictionary(Field field);

    /// What the case keeps about URL templates.
    Result<KeptTemplates> keptTemplates();

    void dropCache();    ///< for cold measurements

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}    // namespace faultline
