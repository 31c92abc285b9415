/*{
  "name": "painterly",
  "about": "Paints the picture in strokes that follow its lines, with a brush of any size: the anisotropic Kuwahara filter (Kyprianidis, Kang and Doellner 2009) over eight sectors of five samples each.",
  "kind": "area",
  "uses": ["flow"],
  "passes": [
    {"scale": 0.25, "format": "half"},
    {"scale": 0.25, "format": "half"},
    {"scale": 0.5},
    {"scale": 0.5},
    {"scale": 1.0}
  ],
  "keep": 1,
  "params": {
    "brush":  {"default": 0.4, "min": 0.0, "max": 1.0, "about": "0 changes nothing, 1 the broadest"},
    "relief": {"default": 0.4, "min": 0.0, "max": 1.0, "about": "how thick the paint lies; 0 flat"}
  }
}*/
const int painterly_sectors = 8;
const float painterly_broadest = 0.033;  // radius of the brush at most, in heights of the picture
const float painterly_stretch = 1.0;     // the smaller, the longer the strokes along a line
const float painterly_hard = 8000.0;     // how much an even sector counts over an uneven one
const float painterly_begins = 0.1;      // brush up to which paint and picture are mixed
const float painterly_soft = 1.3;        // half pixels
const mat2 painterly_eighth = mat2(0.92387953, 0.38268343, -0.38268343, 0.92387953);  // turns by half a sector
const float painterly_steepest = 0.25;
const float painterly_crisp = 0.35;
const float painterly_inner = 0.42;
const float painterly_outer = 0.86;
const vec3 painterly_luma = vec3(0.299, 0.587, 0.114);

// Samples of a broad brush lie far apart: what falls between them must be in them.
vec4 painterly_soften(vec2 uv, vec2 apart) {
  return 0.25 * (texture(u_picture, uv + apart) + texture(u_picture, uv - apart) +
      texture(u_picture, uv + vec2(apart.x, -apart.y)) + texture(u_picture, uv + vec2(-apart.x, apart.y)));
}

// Of the sectors round a point the most even give the colour; the ellipse lies along the lines.
vec3 painterly_stroke(sampler2D image, vec2 uv) {
  vec3 along = flow_along(texture(u_kept, uv).rgb);
  float radius = painterly_brush * painterly_broadest;
  float longer = (painterly_stretch + along.z) / painterly_stretch;
  vec2 pixel = vec2(u_size.y / u_size.x, 1.0);
  mat2 ellipse = mat2(pixel * along.xy * (radius * longer), pixel * vec2(-along.y, along.x) * (radius / longer));
  vec3 centre = texture(image, uv).rgb;
  vec2 at = vec2(painterly_eighth[0].x, -painterly_eighth[0].y);
  vec3 before = texture(image, uv + ellipse * (painterly_outer * at)).rgb;
  vec4 sum = vec4(0.0);
  for (int sector = 0; sector < painterly_sectors; sector++) {
    at = painterly_eighth * at;
    vec3 inner = texture(image, uv + ellipse * (painterly_inner * at)).rgb;
    vec3 middle = texture(image, uv + ellipse * (painterly_outer * at)).rgb;
    at = painterly_eighth * at;
    vec3 after = texture(image, uv + ellipse * (painterly_outer * at)).rgb;
    vec3 mean = (centre + 2.0 * inner + 0.75 * (before + after) + 1.5 * middle) / 6.0;
    vec3 square = (centre * centre + 2.0 * inner * inner + 0.75 * (before * before + after * after) +
        1.5 * middle * middle) / 6.0;
    float uneven = painterly_hard * dot(max(square - mean * mean, 0.0), vec3(1.0));
    uneven *= uneven;
    sum += vec4(mean, 1.0) / (1.0 + uneven * uneven);
    before = after;
  }
  return sum.rgb / sum.a;
}

vec4 painterly(sampler2D image, vec2 uv) {
  vec2 pixel = 1.0 / u_size;
  if (u_pass == 0) return vec4(flow_tensor(u_picture, uv, 0.5 * pixel), 1.0);
  if (u_pass == 1) return vec4(flow_smooth(image, uv, 1.7 * pixel), 1.0);
  if (u_pass == 2) return painterly_soften(uv, pixel * mix(0.25, painterly_soft, painterly_brush));
  if (u_pass == 3) return vec4(painterly_stroke(image, uv), 1.0);
  vec4 picture = texture(u_picture, uv);
  // Paint is brighter where it rises towards the light, which comes from the upper left; its edges are crisp.
  vec3 paint = texture(image, uv).rgb;
  vec3 above = texture(image, uv - 1.5 * pixel).rgb;
  vec3 below = texture(image, uv + 1.5 * pixel).rgb;
  float rise = clamp(dot(painterly_luma, below - above), -painterly_steepest, painterly_steepest);
  paint += painterly_crisp * (2.0 * paint - above - below);
  paint = clamp(paint * (1.0 + painterly_relief * rise), 0.0, 1.0);
  return vec4(mix(picture.rgb, paint, min(painterly_brush / painterly_begins, 1.0)), picture.a);
}
