#pragma once

#include "app/query/lineindex.h"

#include <QWidget>

#include <optional>

namespace faultline {

class Theme;

/// Lines over time as bars, errors in them; a click goes there.
class LineHistogram : public QWidget {
    Q_OBJECT

public:
    LineHistogram(const Theme& theme, QWidget* parent);

    void setIndex(const LineIndex* index);                        ///< kept by the caller
    void setShown(std::optional<TimeRange> shown);                ///< what the list shows of it
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void chosen(std::uint64_t row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void choose(double x);

    const Theme& m_theme;
    const LineIndex* m_index = nullptr;
    std::optional<TimeRange> m_shown;
};

/// Where in the list the errors and the hits of a search are, beside its scroll bar.
class LineDensity : public QWidget {
    Q_OBJECT

public:
    LineDensity(const Theme& theme, QWidget* parent);

    void setIndex(const LineIndex* index);
    void setHits(const std::vector<std::uint32_t>* hits);         ///< kept by the caller
    QSize sizeHint() const override { return {10, 40}; }
    QSize minimumSizeHint() const override { return {10, 20}; }

signals:
    void chosen(std::uint64_t row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    const Theme& m_theme;
    const LineIndex* m_index = nullptr;
    const std::vector<std::uint32_t>* m_hits = nullptr;
};

}    // namespace faultline
