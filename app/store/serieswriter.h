#pragma once

#include "app/base/result.h"
#include "app/store/database.h"
#include "app/store/recordbatch.h"
#include "app/store/seriesblocks.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline {

/// Writes the samples of one import as blocks. Holds back at most a few million samples over all series.
class SeriesWriter {
public:
    explicit SeriesWriter(Database& database) : m_database(database) {}
    void setSource(std::int64_t id) { m_sourceId = id; }
    /// Called between blocks; the import lets edits go first there.
    void setPause(std::function<Result<void>()> pause) { m_pause = std::move(pause); }
    Result<void> append(const BatchSeries& series);
    Result<void> finish();
    void clear();    ///< forgets everything held back, finalises its statements
    std::size_t seriesCount() const { return m_series.size(); }
    std::optional<std::pair<std::int64_t, std::int64_t>> range() const;

private:
    struct Held {
        std::int64_t time;
        double value;
        std::int64_t gapLocal;    // absent where the zone had the wall clock
    };
    struct State {
        std::int64_t id = 0;
        std::vector<Held> held;
        std::uint64_t samples = 0;
        std::int64_t firstNs = 0;
        std::int64_t lastNs = 0;
        std::int64_t stepNs = 0;
    };
    Result<std::int64_t> insertSeries(const BatchSeries& series, const std::string& labels);
    Result<void> flush(State& state);
    Result<void> flushAll();
    static std::int64_t medianStep(const std::vector<Held>& samples);

    Database& m_database;
    std::int64_t m_sourceId = 0;
    std::map<std::string, State> m_series;    // by name and labels
    std::size_t m_held = 0;
    Compressor m_compressor{seriesCompressionLevel};
    std::optional<Statement> m_insertBlock;
    std::function<Result<void>()> m_pause;
};

}    // namespace faultline
