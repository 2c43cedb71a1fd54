#pragma once

#include "app/base/result.h"
#include "app/query/recordseries.h"
#include "app/query/seriespyramid.h"
#include "ui/chartspec.h"

#include <QObject>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

class CaseSession;
class LineStore;
class PyramidLine;

/// What a chart draws, loaded in the background. Answers on the window's thread, from memory, in time proportional to the points
/// asked for. Loads itself again when filter, request time, zone or contents of the session change; keeps the old values until
/// the new ones are there.
class ChartData : public QObject {
    Q_OBJECT

public:
    enum class State { Loading, Ready, Empty, Failed };

    State state() const { return m_state; }
    const std::optional<Error>& error() const { return m_error; }

signals:
    void changed();

protected:
    void setState(State state, std::optional<Error> error = {});

private:
    State m_state = State::Loading;
    std::optional<Error> m_error;
};

/// One line.
class LineData : public ChartData {
    Q_OBJECT

public:
    virtual std::vector<Sample> points(TimeRange window, std::size_t count) const = 0;    ///< as SeriesPyramid::points()
    virtual std::optional<Sample> at(Timestamp time) const = 0;                           ///< the last value at or before
    virtual std::optional<SeriesPyramid::Extent> extent(TimeRange window) const = 0;
    virtual std::optional<double> mean(TimeRange window) const = 0;                       ///< of the samples in it, without gaps
    virtual TimeRange range() const = 0;                                                  ///< of all samples; empty = none
    virtual std::string unit() const = 0;
    virtual std::size_t samplesIn(TimeRange window) const = 0;    ///< that points() would give if it could give all
    /// Between neighbours: the bucket that a value of records was measured in, the usual distance of samples; 0 = not known.
    virtual Nanoseconds step() const = 0;
};

/// Records by time, split by the top values of a field; the rest as "(other)".
class StackedData : public ChartData {
    Q_OBJECT

public:
    struct Layer {
        QString title;
        std::string filter;                  ///< expression that selects the value; "" for the rest
        std::vector<double> perSecond;       ///< one a bucket
    };
    virtual Timestamp begin() const = 0;
    virtual Nanoseconds step() const = 0;
    virtual const std::vector<Layer>& layers() const = 0;    ///< largest first
};

class HeatmapData : public ChartData {
    Q_OBJECT

public:
    virtual const DurationHeatmap& heatmap() const = 0;
};

/// Where views get their data: equal lines share one load, over all libraries of the session. What nobody holds any more is
/// dropped.
class LineLibrary : public QObject {
    Q_OBJECT

public:
    explicit LineLibrary(CaseSession& session, QObject* parent = nullptr);

    std::shared_ptr<LineData> line(const LineSpec& spec);
    /// The visible range decides the step; `spec` is the records line whose filter applies.
    std::shared_ptr<StackedData> stacked(const LineSpec& spec, const std::string& by);
    std::shared_ptr<HeatmapData> heatmap(const LineSpec& spec);

private:
    LineStore& m_store;
};

}    // namespace faultline
