// One node of OpenSearch in this process, for tests:
//
//   java -Dhttp=9200 -cp 'target/lib/*' Node FOLDER
//
// Several make a cluster where each is told the transport ports of all, its own the first:
//
//   java -Dhttp=9200 -Dtransport=9300,9301,9302 -cp 'target/lib/*' Node FOLDER
//
// It listens on this machine alone, prints READY when it can be asked, and ends when its
// standard input does, so that it does not outlive the test that started it.
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opensearch.Version;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.env.Environment;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.PluginInfo;

public class Node extends org.opensearch.node.Node {
  // The constructor that takes plugins from the class path is protected.
  Node(Environment environment, List<Class<? extends Plugin>> plugins) {
    super(environment, plugins.stream().map(p -> new PluginInfo(
      p.getName(), "class path", "NA", Version.CURRENT, "21", p.getName(), List.of(), false)).toList(), true);
  }

  @Override protected void configureNodeAndClusterIdStateListener(ClusterService service) { }

  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]).toAbsolutePath();
    for (String folder : List.of("config", "modules", "plugins")) {
      Files.createDirectories(home.resolve(folder));
    }
    Settings.Builder settings = Settings.builder()
      .put("cluster.name", "quoth-test").put("path.home", home.toString())
      .put("network.host", "127.0.0.1").put("http.port", Integer.getInteger("http", 9200))
      .put("cluster.routing.allocation.disk.threshold_enabled", false);
    String ports = System.getProperty("transport");
    if (ports == null) {
      settings.put("node.name", "node").put("transport.port", "0").put("discovery.type", "single-node");
    } else {
      List<String> all = List.of(ports.split(","));
      settings.put("node.name", all.get(0)).put("transport.port", all.get(0))
        .putList("discovery.seed_hosts", all.stream().map(port -> "127.0.0.1:" + port).toList())
        .putList("cluster.initial_cluster_manager_nodes", all);
    }
    Node node = new Node(new Environment(settings.build(), home.resolve("config")), List.of(
      org.opensearch.transport.Netty4ModulePlugin.class, org.opensearch.analysis.common.CommonAnalysisModulePlugin.class));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        node.close();
      } catch (Exception e) {
        e.printStackTrace();
      }
    }));
    node.start();
    // start returns before the indices that were there are.
    node.client().admin().cluster().prepareHealth().setWaitForYellowStatus().setTimeout(TimeValue.timeValueSeconds(60)).get();
    System.out.println("READY");
    while (System.in.read() >= 0) { }
    System.exit(0);
  }
}
