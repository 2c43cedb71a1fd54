#pragma once

#include "app/base/result.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <vector>

class QCPPainter;
class QPrinter;

namespace faultline {

class CaseSession;
class ChartStack;
class Theme;
class TimeChart;

/// Charts as a picture for a report: event lane, charts as they stand, time axis with its zone, and a caption that says of what case,
/// window, sources and filter it is.
class ChartPicture {
public:
    enum class Charts { All, Current };
    ChartPicture(ChartStack& stack, const CaseSession& session, const Theme& theme, Charts charts = Charts::All);

    QSize size() const;
    const QStringList& caption() const { return m_caption; }
    void paint(QCPPainter& painter) const;

    /// By the suffix: ".svg" and ".pdf" are drawn as lines and text, everything else as pixels, two for each of the screen.
    Result<void> save(const QString& path) const;
    void print(QPrinter& printer) const;

private:
    static QStringList captionOf(const CaseSession& session);
    int captionHeight() const;
    Result<void> saveSvg(const QString& path) const;
    Result<void> savePdf(const QString& path) const;
    Result<void> savePixels(const QString& path) const;

    ChartStack& m_stack;
    const Theme& m_theme;
    std::vector<TimeChart*> m_charts;
    QStringList m_caption;
};

}    // namespace faultline
