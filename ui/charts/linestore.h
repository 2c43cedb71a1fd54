#pragma once

#include "ui/charts/linelibrary.h"

namespace faultline {

/// What the libraries of one session have loaded and somebody still holds. A child of the session, made by the first library.
class LineStore final : public QObject {
    Q_OBJECT

public:
    static LineStore& of(CaseSession& session);

    std::shared_ptr<PyramidLine> line(const LineSpec& spec);    ///< without titles
    std::shared_ptr<StackedData> stacked(const LineSpec& spec, const std::string& by);
    std::shared_ptr<HeatmapData> heatmap(const LineSpec& spec);

private:
    explicit LineStore(CaseSession& session);

    CaseSession& m_session;
    std::vector<std::pair<LineSpec, std::weak_ptr<PyramidLine>>> m_lines;
    std::vector<std::pair<std::pair<LineSpec, std::string>, std::weak_ptr<StackedData>>> m_stacked;
    std::vector<std::pair<LineSpec, std::weak_ptr<HeatmapData>>> m_heatmaps;
};

}    // namespace faultline
