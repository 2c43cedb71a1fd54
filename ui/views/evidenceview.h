#pragma once

#include "app/base/result.h"
#include "ui/lookstate.h"
#include "ui/models/linesmodel.h"

#include <QWidget>

#include <functional>
#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTimer;

namespace faultline {

class Actions;
class CaseSession;
class ElidedLabel;
class LineDensity;
class LineDetail;
class LineHistogram;
class Theme;

/// The untouched lines behind a selection, over all sources in time order.
class EvidenceView : public QWidget {
    Q_OBJECT

public:
    EvidenceView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

    LinesModel& model() { return *m_model; }
    QTableView& table() { return *m_table; }
    QLineEdit& searchField() { return *m_search; }
    LineDetail& detail() { return *m_detail; }
    const std::vector<std::uint32_t>& hits() const { return m_hits; }

public slots:
    void copy();
    void copyMarkdown();
    void find();
    void findNext() { stepHit(1); }
    void findPrevious() { stepHit(-1); }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum class CopyAs { Lines, Markdown };
    enum class Draft { Edit, Mark };
    void build();
    QWidget* buildSearch();
    void bindActions();
    void show(const EvidenceRequest& request);
    void showHits(const QString& text);
    void followSession();
    void reload();
    void takeIndex();
    void goToAskedLine();
    void updateWidths();
    void updateCaption();
    void fetchShown();
    void say(const QString& text);
    void explainEmpty();
    int current() const;
    void goTo(int row);
    void step(int rows);
    void stepHit(int direction);
    void stepMark(LineMark mark, LineDirection direction);
    void search();
    void stopSearch();
    void updateHits(const QString& progress = {});
    void toggleDetail();
    void updateDetail();
    void showOnCharts();
    void draft(Draft kind);
    Evidence lineEvidence(const RecordReference& record) const;
    Evidence markedWindow(int first, int last) const;
    void handOn();          ///< the marked lines to the session, as what evidence is linked from
    void forgetMarked();
    void copyLines(CopyAs format);
    void showMenu(const QPoint& position);

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    LinesModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    LineHistogram* m_histogram = nullptr;
    LineDensity* m_density = nullptr;
    LineDetail* m_detail = nullptr;
    QStackedWidget* m_pages = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_messageAction = nullptr;
    std::function<void()> m_runMessageAction;
    ElidedLabel* m_caption = nullptr;
    QPushButton* m_follow = nullptr;
    QLineEdit* m_search = nullptr;
    QPushButton* m_pattern = nullptr;
    QPushButton* m_case = nullptr;
    QPushButton* m_stop = nullptr;
    QLabel* m_hitCount = nullptr;
    QTimer* m_searchSoon = nullptr;
    std::optional<EvidenceRequest> m_request;    ///< nothing = what the session looks at
    std::optional<EvidenceRequest> m_lineAsked;  ///< until it is current
    std::optional<RecordReference> m_lineFound;
    std::vector<std::uint32_t> m_hits;
    bool m_hasSearched = false;
    bool m_isOutdated = true;
    bool m_isListing = false;      ///< a new list is being shown
    bool m_isPointedAt = false;    ///< somebody marked lines in this list
};

}    // namespace faultline
